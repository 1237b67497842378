/** Benchmarks of what a gateway does for each request. Uses JMH and the gateway's pure packages. */
@NullMarked
package miroir.chaos.bench;

import org.jspecify.annotations.NullMarked;
