import { clsx } from "clsx";

/** Joins class names and leaves out what is false. */
export const cn = clsx;
