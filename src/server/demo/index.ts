/**
 * Made-up remediations: for a first look, for tests and for measurements. Owns no table.
 * Everything it makes goes through the same door as real events; the same seed gives the same trails.
 */
export { type GeneratedTrail, generateDemo, generateTrails } from "./generate";
export { seedDemo } from "./seed";
