/** The command {@code puna}. */
module dev.puna.cli {
  requires static org.jspecify;
  requires com.fasterxml.jackson.jr.ob;
  requires dev.puna.core;
  requires info.picocli;
  // JLine reaches sun.misc.Signal by reflection: without it Ctrl-C would end a chat.
  requires jdk.unsupported;
  requires me.tongfei.progressbar;
  requires org.jline.reader;
  requires org.jline.terminal;

  opens dev.puna.cli to
      info.picocli;

  provides java.lang.System.LoggerFinder with
      dev.puna.cli.ConsoleLoggerFinder;
}
