/**
 * The files a paste means. What is copied from an office program brings a
 * picture of its text along: the text is meant. What is copied in a file
 * manager brings its name as a text: the file is meant.
 */
export function pastedFiles(data: DataTransfer | null): File[] {
  const files = [...(data?.files ?? [])];
  const text = data?.getData('text/plain');
  return !text || files.every(({ name }) => text.includes(name)) ? files : [];
}
