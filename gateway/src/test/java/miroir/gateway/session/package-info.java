/** Tests of the gateway's session with the coordinators. */
@org.jspecify.annotations.NullMarked
package miroir.gateway.session;
