/**
 * One TOML file for both programs, with overrides from the environment (surface.md §1). Uses
 * Jackson.
 */
@NullMarked
package miroir.config;

import org.jspecify.annotations.NullMarked;
