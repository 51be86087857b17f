using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Diagnoser.Server.Cli.Rules.Updates;

/// <summary>A part of a YAML text with its place in the text, so that it can be exchanged while all around it stays as it is.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where the last of what is written of it ends.</param>
/// <param name="Line">Its line, from 1.</param>
internal abstract record YamlSpan(int Start, int End, int Line)
{
    /// <summary>True if it is written in brackets or braces.</summary>
    public bool IsFlow { get; init; }

    /// <summary>Reads a text that is known to be valid.</summary>
    public static IReadOnlyList<YamlSpan> Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        var roots = new List<YamlSpan>();
        _ = parser.Consume<StreamStart>();
        while (!parser.TryConsume<StreamEnd>(out _))
        {
            _ = parser.Consume<DocumentStart>();
            roots.Add(Node(parser, text));
            _ = parser.Consume<DocumentEnd>();
        }

        return roots;
    }

    /// <summary>It and all below it.</summary>
    public IEnumerable<YamlSpan> All() => this switch
    {
        MapSpan map => map.Entries.SelectMany(e => e.Value.All()).Prepend(this),
        ListSpan list => list.Items.SelectMany(i => i.All()).Prepend(this),
        _ => [this],
    };

    private static YamlSpan Node(Parser parser, string text)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            // Of some scalars the parser gives the end of the line, or more, as their end.
            var (start, end) = ((int)scalar.Start.Index, Trimmed(text, (int)scalar.Start.Index, (int)scalar.End.Index));
            return new ScalarSpan(start, end, (int)scalar.Start.Line) { Style = scalar.Style };
        }

        if (parser.TryConsume<SequenceStart>(out var list))
        {
            var items = new List<YamlSpan>();
            while (!parser.Accept<SequenceEnd>(out _))
            {
                items.Add(Node(parser, text));
            }

            var end = parser.Consume<SequenceEnd>();
            var isFlow = list.Style == SequenceStyle.Flow;
            return new ListSpan((int)list.Start.Index, isFlow ? text.IndexOf(']', (int)end.Start.Index) + 1 : items[^1].End, (int)list.Start.Line, items) { IsFlow = isFlow };
        }

        return Map(parser, text);
    }

    private static MapSpan Map(Parser parser, string text)
    {
        var map = parser.Consume<MappingStart>();
        var entries = new List<MapEntry>();
        while (!parser.Accept<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            entries.Add(new MapEntry(key.Value, (int)key.End.Index, Node(parser, text)));
        }

        var end = parser.Consume<MappingEnd>();
        var isFlow = map.Style == MappingStyle.Flow;
        return new MapSpan((int)map.Start.Index, isFlow ? text.IndexOf('}', (int)end.Start.Index) + 1 : entries[^1].Value.End, (int)map.Start.Line, entries) { IsFlow = isFlow };
    }

    private static int Trimmed(string text, int start, int end) => start + text.AsSpan(start, end - start).TrimEnd().Length;
}

/// <summary>A scalar.</summary>
internal sealed record ScalarSpan(int Start, int End, int Line) : YamlSpan(Start, End, Line)
{
    public ScalarStyle Style { get; init; }
}

/// <summary>A list.</summary>
internal sealed record ListSpan(int Start, int End, int Line, IReadOnlyList<YamlSpan> Items) : YamlSpan(Start, End, Line);

/// <summary>A map.</summary>
internal sealed record MapSpan(int Start, int End, int Line, IReadOnlyList<MapEntry> Entries) : YamlSpan(Start, End, Line)
{
    public MapEntry? Find(string key) => Entries.FirstOrDefault(e => e.Key == key);
}

/// <summary>A key of a map and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="KeyEnd">Where the key ends.</param>
/// <param name="Value">The value.</param>
internal sealed record MapEntry(string Key, int KeyEnd, YamlSpan Value);
