/** Characters of a password. Long ones are worth more than odd ones. */
export const PASSWORD_LENGTH = { min: 12, max: 128 };
