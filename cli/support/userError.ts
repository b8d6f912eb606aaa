/** Something that the user can set right; printed as its sentence, without a stack. */
export class UserError extends Error {}
