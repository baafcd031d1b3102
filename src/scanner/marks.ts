/** The bytes that structure JSON. */
export const QUOTE: u32 = 0x22;
export const COMMA: u32 = 0x2c;
export const MINUS: u32 = 0x2d;
export const POINT: u32 = 0x2e;
export const ZERO: u32 = 0x30;
export const COLON: u32 = 0x3a;
export const OPEN_BRACKET: u32 = 0x5b;
export const BACKSLASH: u32 = 0x5c;
export const CLOSE_BRACKET: u32 = 0x5d;
export const OPEN_BRACE: u32 = 0x7b;
export const CLOSE_BRACE: u32 = 0x7d;
/** No text holds anything below. */
export const SPACE: u32 = 0x20;

// Words, as four of their letters are loaded.
export const TRUE: u32 = 0x65757274;
export const NULL: u32 = 0x6c6c756e;
export const FALS: u32 = 0x736c6166;
export const LETTER_E: u32 = 0x65;
