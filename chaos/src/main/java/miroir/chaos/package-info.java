/** Placeholder words, replaced by the program's wiring. */
package miroir.chaos;
