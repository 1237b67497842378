/**
 * The settings of an index: what may be sent, what becomes of it, what is read. May use the words
 * of the API, its checks and its attributes.
 */
@NullMarked
package miroir.gateway.api.settings;

import org.jspecify.annotations.NullMarked;
