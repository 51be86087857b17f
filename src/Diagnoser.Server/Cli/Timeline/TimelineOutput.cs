using System.Globalization;
using System.Text;
using Diagnoser.Contracts;
using Diagnoser.Server.Cli.Output;
using Diagnoser.Server.Timelines;

namespace Diagnoser.Server.Cli.Timeline;

/// <summary>Writes a timeline in the form and to the place that was asked for.</summary>
/// <param name="surroundings">Where to, if not to a file.</param>
/// <param name="asLines">One JSON object a line; else Markdown.</param>
internal sealed class TimelineOutput(Surroundings surroundings, bool asLines)
{
    public async Task WriteAsync(TimelineRequest request, TimelineAnswer answer, string? file)
    {
        if (file is null)
        {
            Write(request, answer, surroundings.Out);
        }
        else
        {
            await using var writer = Open(file);
            Write(request, answer, writer);
            surroundings.Tell($"{Report.Count(answer.Entries.Count, "entry", "entries")} in {file}");
        }

        if (answer.Truncated)
        {
            surroundings.Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"these are the newest {request.Limit} entries, there are more: narrow it with --from and --to, or see --limit, at most {TimelineRequest.MostLimit}"));
        }
    }

    private void Write(TimelineRequest request, TimelineAnswer answer, TextWriter writer)
    {
        if (asLines)
        {
            new JsonTimeline(writer).Write(answer.Entries);
        }
        else
        {
            new MarkdownTimeline(writer).Write(Header(request, answer), answer.Entries);
        }
    }

    private static TimelineHeader Header(TimelineRequest request, TimelineAnswer answer)
    {
        if (answer.Incident is { } incident)
        {
            return TimelineHeader.Of(incident, answer.Entries);
        }

        // The host as the person named it: an id says nothing.
        var names = new[] { ("stack", request.Stack), ("service", request.Service), ("host", request.Host) };
        var title = string.Join(", ", names.Where(n => n.Item2 is not null).Select(n => $"{n.Item1} {n.Item2}"));
        var hosts = answer.Entries.Select(e => e.Host).OfType<HostRef>().DistinctBy(h => h.Id).Select(h => h.Name).Order(StringComparer.Ordinal);
        return new TimelineHeader(title, answer.From, answer.To, [.. hosts]);
    }

    private static StreamWriter Open(string file)
    {
        try
        {
            return new StreamWriter(file, append: false, new UTF8Encoding(false));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Unreachable($"{file} cannot be written: {problem.Message}");
        }
    }
}
