/** Bytes of a spreadsheet that is read, and of what is read of it once it is unpacked. */
export const MAX_XLSX_BYTES = 50_000_000;
export const MAX_UNPACKED_XLSX_BYTES = 200_000_000;

/** Bytes of a Parquet file that is read, and of its pages once they are unpacked. */
export const MAX_PARQUET_BYTES = 200_000_000;
export const MAX_UNPACKED_PARQUET_BYTES = 500_000_000;
