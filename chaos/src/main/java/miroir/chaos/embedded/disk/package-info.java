/** Files that survive the death of the process. May use the JDK and Lucene's directories. */
@NullMarked
package miroir.chaos.embedded.disk;

import org.jspecify.annotations.NullMarked;
