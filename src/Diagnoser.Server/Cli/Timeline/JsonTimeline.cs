using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Output;

namespace Diagnoser.Server.Cli.Timeline;

/// <summary>Writes a timeline as one JSON object a line, and nothing else.</summary>
internal sealed class JsonTimeline(TextWriter output)
{
    private readonly JsonPrinter _printer = new(output);

    public void Write(IReadOnlyList<TimelineEntry> entries)
    {
        foreach (var entry in entries)
        {
            _printer.Line(entry, ContractsJson.Default.TimelineEntry);
        }

        _printer.Flush();
    }
}
