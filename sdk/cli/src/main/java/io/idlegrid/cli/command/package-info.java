/** What every command shares: surroundings, settings, output formats, exit codes. */
@NullMarked
package io.idlegrid.cli.command;

import org.jspecify.annotations.NullMarked;
