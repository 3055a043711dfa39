import { Button, Drawer, Form, type FormInstance } from 'antd';
import { type ReactNode, useState } from 'react';
import { ApiError } from '../../lib/api/client';
import { useTexts } from '../../lib/i18n/i18n';
import { Problem } from '../Problem';
import { Clash, type ClashProps } from './Clash';
import { Clashed, type Versions } from './useRecord';

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

/** Both versions of an edited row, as a form of antd shows them. */
export interface FormVersions extends Pick<ClashProps, 'label' | 'say'> {
  versions: Versions<{ version?: number }> | null;
  valuesOf: (row: never) => object;
  settle: () => void;
}

/** Where a form shows both versions; nothing while there is only one. */
export function FormClash({ form, of }: { form: FormInstance; of: FormVersions }) {
  const { versions, valuesOf, settle, label, say } = of;
  if (!versions) return null;
  return (
    <Clash
      key={versions.theirs.version}
      base={valuesOf(versions.before as never)}
      theirs={valuesOf(versions.theirs as never)}
      mine={() => {
        // Only what the form holds: a row has more.
        const all = form.getFieldsValue(true) as Record<string, unknown>;
        return Object.fromEntries(Object.keys(valuesOf(versions.theirs as never)).map((key) => [key, all[key]]));
      }}
      put={(path, value) => form.setFieldValue(path.split('.'), value)}
      label={label}
      say={say}
      onMine={() => form.submit()}
      onTheirs={settle}
    />
  );
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
  /** Of a row with a version: shown when somebody else has saved it meanwhile. */
  clash?: FormVersions;
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
      if (!(cause instanceof Clashed) && !showFieldError(form, cause)) setProblem(cause);
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
        {props.clash && <FormClash form={form} of={props.clash} />}
        {props.children}
      </Form>
    </Drawer>
  );
}
