/** miroirctl: arguments to admin calls to tables or JSON. Uses the admin messages. */
@NullMarked
package miroir.coordinator.ctl;

import org.jspecify.annotations.NullMarked;
