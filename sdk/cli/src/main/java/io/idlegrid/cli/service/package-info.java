/** Commands for groups of services. */
@NullMarked
package io.idlegrid.cli.service;

import org.jspecify.annotations.NullMarked;
