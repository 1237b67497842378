/** What clients do with an official library, unchanged. */
@NullMarked
package miroir.chaos.client;

import org.jspecify.annotations.NullMarked;
