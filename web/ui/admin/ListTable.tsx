import './list-table.css';
import { Button, Table, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../lib/i18n/i18n';
import { Empty } from '../bits';
import { Problem } from '../Problem';
import type { usePaged } from './usePaged';

interface Props<Row extends object> {
  query: ReturnType<typeof usePaged<Row>>;
  columns: TableColumnsType<Row>;
  rowKey: keyof Row & string;
  empty: { title: string; text?: string; action?: ReactNode };
  more: string;
  onRow?: (row: Row) => void;
  /** Cells are read against each other: stays a table on phones, scrolled sideways. */
  matrix?: boolean;
}

/** On phones a row is a card, where the column's name stands before the value. */
function named<Row>(column: TableColumnsType<Row>[number]): TableColumnsType<Row>[number] {
  const name = typeof column.title === 'string' ? column.title : '';
  return { ...column, onCell: () => ({ 'data-name': name }) as React.HTMLAttributes<HTMLElement> };
}

/** A table with its waiting, empty and failed states, and a button for the next page. */
export function ListTable<Row extends object>({ query, columns, rowKey, empty, more, onRow, matrix }: Props<Row>) {
  const { t } = useTexts('frame');
  if (query.isError && query.rows.length === 0) {
    return <Problem error={query.error} retry={() => void query.refetch()} />;
  }
  return (
    <>
      <Table<Row>
        rowKey={rowKey}
        className={matrix ? undefined : 'list-table'}
        columns={columns.map(named)}
        dataSource={query.rows}
        pagination={false}
        size="middle"
        loading={{ spinning: query.isPending, delay: 300 }}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: query.isPending ? t('loading') : <Empty {...empty} /> }}
        onRow={onRow && ((row) => ({ onClick: () => onRow(row) }))}
      />
      {query.hasNextPage && (
        <div className="more">
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {more}
          </Button>
        </div>
      )}
    </>
  );
}
