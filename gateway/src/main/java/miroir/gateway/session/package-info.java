/**
 * The gateway's session with the coordinators: view, heartbeats, proposals, reads. Uses gRPC, the
 * codec and map.
 */
@NullMarked
package miroir.gateway.session;

import org.jspecify.annotations.NullMarked;
