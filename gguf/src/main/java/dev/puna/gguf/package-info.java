/** Reading and writing of GGUF model files, versions 2 and 3. */
@NullMarked
package dev.puna.gguf;

import org.jspecify.annotations.NullMarked;
