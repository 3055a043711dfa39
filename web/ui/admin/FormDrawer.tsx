import { Button, Drawer, Form, type FormInstance } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../lib/api/client';
import { useTexts } from '../../lib/i18n/i18n';
import { Problem } from '../Problem';

/** Puts a refusal under its field; answers whether it found the field. */
export function showFieldError(form: FormInstance, cause: unknown): boolean {
  if (!(cause instanceof ApiError) || !cause.field) return false;
  const name = cause.field.split('.');
  const known = form.getFieldInstance(name) ?? form.getFieldInstance(name[0] ?? '');
  if (!known) return false;
  const path = form.getFieldInstance(name) ? name : [name[0] ?? ''];
  form.setFields([{ name: path, errors: [cause.message] }]);
  form.scrollToField(path, { focus: true });
  return true;
}

interface Props<Values extends object> {
  title: string;
  initial: Partial<Values>;
  onSubmit: (values: Values) => Promise<void>;
  onClose: () => void;
  children: ReactNode;
  submit?: string;
  extra?: ReactNode;
  width?: number;
}

/** A form at the side: nothing is lost from the page behind it. */
export function FormDrawer<Values extends object>(props: Props<Values>) {
  const { t } = useTexts('frame');
  const [form] = Form.useForm<Values>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const finish = async (values: Values) => {
    setBusy(true);
    setProblem(null);
    try {
      await props.onSubmit(values);
    } catch (cause) {
      if (!showFieldError(form, cause)) setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Drawer
      open
      title={props.title}
      size={Math.min(props.width ?? 460, window.innerWidth)}
      onClose={props.onClose}
      footer={
        <div className="drawer-foot">
          {props.extra}
          <span className="drawer-gap" />
          <Button onClick={props.onClose}>{t('cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => form.submit()}>
            {props.submit ?? t('save')}
          </Button>
        </div>
      }
    >
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={props.initial as Values}
        onFinish={finish}
        scrollToFirstError={{ focus: true }}
      >
        {problem !== null && <Problem error={problem} />}
        {props.children}
      </Form>
    </Drawer>
  );
}
