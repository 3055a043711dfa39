import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LOCALES, preferred, type Texts } from './i18n';

function folders(): string[] {
  const found = ['desk/frame/i18n', 'desk/frame/more'];
  for (const name of readdirSync('desk/modules')) found.push(`desk/modules/${name}/i18n`);
  return found;
}

/** What the server says, module by module. */
function served(): string[] {
  return readdirSync('../internal', { withFileTypes: true })
    .map((one) => `../internal/${one.name}/texts`)
    .filter((path) => existsSync(path));
}

function flat(texts: Texts, path = ''): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') out.set(path + key, value);
    else for (const [inner, text] of flat(value, `${path}${key}.`)) out.set(inner, text);
  }
  return out;
}

// Characters that exist in simplified script only.
const SIMPLIFIED = /[这为会时间说请选发关开东车书见门问长马么没网络员务处复还边过级认证记录设计语词话访]/;

// Words of the mainland that a clerk in Taiwan would stumble over.
const MAINLAND =
  /視頻|軟件|硬件|網絡|信息|默認|用戶|服務器|屏幕|登錄|鏈接|賬|保存|設置|隊列|短信|在線(?!上)|文件|消息|搜索|數據|打印|會話|節假日|調休/;

// Words of the trade, of programmers or of an office that nobody says at a desk.
const UNSAID = {
  'zh-CN':
    /密语|空名额|陪同转接|直接转接|咨询|请求支援|没办成的事|情绪缓冲|需要权限：|缺少权限|请我们给您回电|边改边算|谁在里面|要会什么|这一轮等了|(?<!由|请)代理/,
  'zh-TW':
    /密語|空名額|陪同轉接|直接轉接|諮詢|請求支援|情緒緩衝|需要權限：|缺少權限|請我們給您回電|邊改邊算|誰在裡面|要會什麼|這一輪等了|代理/,
};

// What customers are told or read; everything else in the desk speaks to colleagues.
const TO_CUSTOMERS =
  /^(greeting|kindText\.cold|pad\.say\w+|say\..*|error\.routing\.already_served|error\.widget\.\w+)$/;

const plain = (key: string) => key.replace(/_(one|other)$/, '');
const read = (folder: string, locale: string) =>
  flat(JSON.parse(readFileSync(join(folder, `${locale}.json`), 'utf8')) as Texts);
const holes = (text: string) => new Set(text.match(/\{\{\s*\w+\s*\}\}/g)?.map((hole) => hole.replace(/\s/g, '')) ?? []);

describe('texts', () => {
  for (const folder of folders()) {
    const source = read(folder, 'zh-CN');
    for (const locale of LOCALES) {
      const texts = read(folder, locale);
      it(`${folder} has the same keys in ${locale}`, () => {
        expect([...new Set([...texts.keys()].map(plain))].sort()).toEqual(
          [...new Set([...source.keys()].map(plain))].sort(),
        );
      });
      it(`${folder} leaves nothing empty in ${locale}`, () => {
        expect([...texts].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
      });
      it(`${folder} fills the same holes in ${locale}`, () => {
        const bad = [...texts].filter(([key, text]) => {
          const origin = source.get(key) ?? source.get(`${plain(key)}_other`) ?? '';
          if (key.endsWith('_one')) return false;
          return [...holes(text)].sort().join() !== [...holes(origin)].sort().join();
        });
        expect(bad.map(([key]) => key)).toEqual([]);
      });
    }
    it(`${folder} has both plural forms in English`, () => {
      const texts = read(folder, 'en');
      const bad = [...texts.keys()].filter(
        (key) => key.endsWith('_other') && !texts.has(key.replace(/_other$/, '_one')),
      );
      expect(bad).toEqual([]);
    });
    it(`${folder} holds no simplified-only characters in zh-TW`, () => {
      const bad = [...read(folder, 'zh-TW')].filter(([, text]) => SIMPLIFIED.test(text));
      expect(bad).toEqual([]);
    });
  }
});

describe('tone', () => {
  it('finds the texts of the server', () => expect(served().length).toBeGreaterThan(5));
  for (const folder of [...folders(), ...served()]) {
    it.each(['zh-CN', 'zh-TW'] as const)(`${folder} says 您 to customers only, in %s`, (locale) => {
      const bad = [...read(folder, locale)].filter(([key, text]) => text.includes('您') && !TO_CUSTOMERS.test(key));
      expect(bad).toEqual([]);
    });
    it(`${folder} quotes as each language does`, () => {
      expect([...read(folder, 'zh-CN')].filter(([, text]) => /[「」]/.test(text))).toEqual([]);
      expect([...read(folder, 'zh-TW')].filter(([, text]) => /[“”]/.test(text))).toEqual([]);
    });
    it(`${folder} uses the words of Taiwan`, () => {
      expect([...read(folder, 'zh-TW')].filter(([, text]) => MAINLAND.test(text))).toEqual([]);
    });
  }
});

describe('words', () => {
  for (const folder of [...folders(), ...served()]) {
    it.each(['zh-CN', 'zh-TW'] as const)(`${folder} says it as people do, in %s`, (locale) => {
      expect([...read(folder, locale)].filter(([, text]) => UNSAID[locale].test(text))).toEqual([]);
    });
  }

  it.each(LOCALES)('every group of permissions has its word in %s', (locale) => {
    const groups = new Set(
      served().flatMap((folder) =>
        [...read(folder, locale).keys()].flatMap((key) => /^permission\.(\w+)\./.exec(key)?.[1] ?? []),
      ),
    );
    const named = read('desk/modules/org/i18n', locale);
    expect(groups.size).toBeGreaterThan(10);
    expect([...groups].filter((group) => !named.get(`role.modules.${group}`))).toEqual([]);
  });
});

describe('preferred', () => {
  it.each([
    [['zh-HK', 'en'], 'zh-TW'],
    [['zh-Hant-TW'], 'zh-TW'],
    [['zh'], 'zh-CN'],
    [['fr', 'en-GB'], 'en'],
    [['fr'], 'zh-CN'],
  ])('%j → %s', (languages, want) => {
    expect(preferred(languages)).toBe(want);
  });
});
