using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Diagnoser.Collector.Cli;

/// <summary>The library's help, followed by the command's examples and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help, string exitCodes) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is DocumentedCommand { Examples.Count: > 0 } command)
        {
            output.WriteLine("Examples:");
            var width = command.Examples.Max(e => e.Command.Length);
            foreach (var (line, purpose) in command.Examples)
            {
                output.WriteLine($"  {line.PadRight(width)}  {purpose}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes:");
        output.WriteLine("  " + exitCodes);
        output.Flush();
        return code;
    }
}
