/** A file that cannot be taken; its message says what is wrong with it and what would be right. */
export class InputError extends Error {}
