@NullMarked
package dev.intact.harness.arbitrary;

import org.jspecify.annotations.NullMarked;
