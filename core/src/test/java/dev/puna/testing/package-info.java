/** What tests of several modules share. */
package dev.puna.testing;
