/**
 * What is on the screen as a CSV file for a spreadsheet. Cells that a spreadsheet would run as a formula are made plain
 * text by a leading apostrophe; numbers stay numbers. It reads nothing from the server.
 */

/** A cell as it stands in the file: neutralised, then quoted where it must be (RFC 4180). */
export function csvCell(value: string | number | bigint | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const isNumber = typeof value !== 'string' || /^-?\d+(\.\d+)?$/.test(text);
  const plain = !isNumber && /^[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

export function csvText(
  headers: readonly string[],
  rows: readonly (readonly (string | number | bigint | null | undefined)[])[],
): string {
  return [headers, ...rows]
    .map((cells) => cells.map(csvCell).join(','))
    .join('\r\n')
    .concat('\r\n');
}

/** Hands a text to the browser as a file; the mark in front tells spreadsheets that it is UTF-8. */
export function downloadCsv(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
