/**
 * TCP proxies between the processes of a local cluster, on which connections can be held, cut and
 * reset. Uses the cluster.
 */
@NullMarked
package miroir.chaos.proxy;

import org.jspecify.annotations.NullMarked;
