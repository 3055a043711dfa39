import type { Language } from '../protocol';

/** Texts of files on their way and of pictures at full size; they are loaded apart and bring their own. */
const zhCN = {
  view_image: '查看大图：{name}',
  image: '图片',
  download: '下载 {name}',
  file_too_large: '“{name}”有 {size}，超过 {max} 的上限，请压缩后再发。',
  file_empty: '“{name}”是空文件，请检查后再发。',
  file_many: '一次最多添加 {n} 个文件，其余请分次发送。',
  uploading: '正在上传 {name}，{n}%',
  upload_failed: '“{name}”上传失败',
  upload_cancel: '取消上传 {name}',
  upload_remove: '移除 {name}',
  files: '待发送的文件',
  image_close: '关闭大图',
};

export type ExtraTexts = Record<keyof typeof zhCN, string>;

const zhTW: ExtraTexts = {
  view_image: '檢視大圖：{name}',
  image: '圖片',
  download: '下載 {name}',
  file_too_large: '「{name}」有 {size}，超過 {max} 的上限，請壓縮後再傳。',
  file_empty: '「{name}」是空白檔案，請確認後再傳。',
  file_many: '一次最多加入 {n} 個檔案，其餘請分次傳送。',
  uploading: '正在上傳 {name}，{n}%',
  upload_failed: '「{name}」上傳失敗',
  upload_cancel: '取消上傳 {name}',
  upload_remove: '移除 {name}',
  files: '待傳送的檔案',
  image_close: '關閉大圖',
};

const en: ExtraTexts = {
  view_image: 'View picture: {name}',
  image: 'Picture',
  download: 'Download {name}',
  file_too_large: '“{name}” is {size}; the limit is {max}. Please make it smaller.',
  file_empty: '“{name}” is empty. Please check the file.',
  file_many: 'Up to {n} files at a time. Please send the others after.',
  uploading: 'Uploading {name}, {n}%',
  upload_failed: '“{name}” was not uploaded',
  upload_cancel: 'Cancel upload of {name}',
  upload_remove: 'Remove {name}',
  files: 'Files to send',
  image_close: 'Close picture',
};

export const EXTRA_TEXTS: Record<Language, ExtraTexts> = { 'zh-CN': zhCN, 'zh-TW': zhTW, en };

export type ExtraTranslate = (key: keyof ExtraTexts, values?: Record<string, string | number>) => string;

export function extraTranslator(language: Language): ExtraTranslate {
  const texts = EXTRA_TEXTS[language];
  return (key, values) => texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values?.[name] ?? whole));
}
