package org.emotion4j.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;

/** What one run of an example did. */
record Run(int code, String out, String err) {
  static Run of(BiFunction<PrintWriter, PrintWriter, Callable<Integer>> example, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    PrintWriter outWriter = new PrintWriter(out, true);
    PrintWriter errWriter = new PrintWriter(err, true);
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    int code = Cli.run(example.apply(outWriter, errWriter), outWriter, errWriter, words);
    return new Run(code, out.toString(), err.toString());
  }
}
