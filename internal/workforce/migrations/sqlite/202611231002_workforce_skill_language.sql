-- +goose Up
-- The language that a skill is, as customers have theirs; empty: none.
ALTER TABLE workforce_skill ADD COLUMN language TEXT NOT NULL DEFAULT '';
UPDATE workforce_skill SET language = 'zh-CN' WHERE kind = 'language'
  AND lower(name) IN ('zh-cn', '中文', '普通话', '普通話', '简体中文', 'mandarin', 'chinese');
UPDATE workforce_skill SET language = 'zh-TW' WHERE kind = 'language' AND lower(name) IN ('zh-tw', '國語', '国语', '繁體中文', '繁体中文');
UPDATE workforce_skill SET language = 'yue' WHERE kind = 'language' AND lower(name) IN ('yue', 'zh-hk', '粤语', '粵語', '广东话', '廣東話', 'cantonese');
UPDATE workforce_skill SET language = 'en' WHERE kind = 'language' AND lower(name) IN ('en', 'english', '英语', '英語', '英文');
