/** Where to begin: {@link dev.intact.Intact} runs changes that {@link dev.intact.Operations} composes. */
@NullMarked
package dev.intact;

import org.jspecify.annotations.NullMarked;
