/**
 * Names of attributes: patterns, the rules of {@code filterableAttributes}, sort expressions, and
 * when two values are equal. May use the words of the API.
 */
@NullMarked
package miroir.gateway.api.attribute;

import org.jspecify.annotations.NullMarked;
