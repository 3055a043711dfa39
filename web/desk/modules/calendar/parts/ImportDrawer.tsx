import { Form, Input } from 'antd';
import { useState } from 'react';
import { ApiError, api } from '../../../../lib/api/client';
import { useTexts } from '../../../../lib/i18n/i18n';
import { FormDrawer } from '../../../../ui/admin/FormDrawer';
import { toast } from '../../../../ui/toast';
import { refresh } from '../api';

interface Values {
  text: string;
}

function FileButton({ value = '', onChange }: { value?: string; onChange?: (text: string) => void }) {
  const { t } = useTexts('calendar');
  return (
    <>
      <input
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        aria-label={t('import.file')}
        onChange={async (event) => {
          const file = event.target.files?.[0];
          if (file) onChange?.(await file.text());
        }}
      />
      <Input.TextArea
        id="text"
        aria-label={t('import.lines')}
        className="import-lines"
        value={value}
        rows={14}
        spellCheck={false}
        placeholder={'2027-01-01,holiday,元旦\n2027-01-03,makeup,元旦'}
        onChange={(event) => onChange?.(event.target.value)}
      />
    </>
  );
}

/** Replaces the arrangement of a year; a refusal shows the line it is about. */
export function ImportDrawer({ year, onClose }: { year: number; onClose: () => void }) {
  const { t } = useTexts('calendar');
  const [refused, setRefused] = useState<{ n: number; text: string } | null>(null);
  const submit = async ({ text }: Values) => {
    setRefused(null);
    try {
      await api.put(`/calendar/years/${year}`, { text });
    } catch (cause) {
      const n = cause instanceof ApiError ? Number(cause.details.line ?? 0) : 0;
      if (n > 0) setRefused({ n, text: text.split('\n')[n - 1] ?? '' });
      throw cause;
    }
    await refresh('/calendar/days', '/calendar/years', '/calendar/hours');
    toast(t('import.done', { year }));
    onClose();
  };
  return (
    <FormDrawer<Values>
      title={t('import.title', { year })}
      initial={{ text: '' }}
      submit={t('import.go')}
      width={560}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className="week-hint">{t('import.text')}</p>
      {refused && (
        <p className="import-refused" role="alert">
          <b>{t('import.line', { n: refused.n })}</b> <code>{refused.text || t('import.emptyLine')}</code>
        </p>
      )}
      <Form.Item name="text" rules={[{ required: true, whitespace: true, message: t('import.need') }]}>
        <FileButton />
      </Form.Item>
    </FormDrawer>
  );
}
