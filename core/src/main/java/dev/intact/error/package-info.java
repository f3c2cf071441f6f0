/** Everything that Intact refuses or fails with: typed, with fields, a stable code, and its text as aligned facts. */
@NullMarked
package dev.intact.error;

import org.jspecify.annotations.NullMarked;
