/** What stands for standard input where a file is expected. */
export const standardInput = '-';
