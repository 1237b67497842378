/** Counts values of attributes among the documents found. May use the store. */
@NullMarked
package miroir.chaos.embedded.facet;

import org.jspecify.annotations.NullMarked;
