using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Diagnoser.Collector.Configuration;

/// <summary>
/// Reads settings from one YAML document of maps. Anchors, aliases and tags are refused: settings need none of them, and they are how a
/// small file becomes a large one.
/// </summary>
internal sealed class YamlSettings
{
    private const int MaxDepth = 8;

    private readonly string _file;
    private readonly List<SettingProblem> _problems;
    private readonly List<GivenSetting> _found = [];
    private readonly Parser _parser;

    private YamlSettings(string text, string file, List<SettingProblem> problems)
    {
        _file = file;
        _problems = problems;
        _parser = new Parser(new StringReader(text));
    }

    public static IReadOnlyList<GivenSetting> Read(byte[] content, string file, List<SettingProblem> problems)
    {
        var reading = new YamlSettings(SourceText.Decode(content), file, problems);
        return reading.Document() ? reading._found : [];
    }

    private bool Document()
    {
        try
        {
            _ = _parser.Consume<StreamStart>();
            if (_parser.TryConsume<StreamEnd>(out _))
            {
                return true;
            }

            _ = _parser.Consume<DocumentStart>();
            Node("", 0);
            _ = _parser.Consume<DocumentEnd>();
            if (_parser.Accept<DocumentStart>(out var second))
            {
                throw new RefusedException(second.Start, "", "the settings are one document; a second one begins here");
            }

            return true;
        }
        catch (RefusedException refused)
        {
            Add(refused.Mark, refused.Key, refused.Message);
        }
        catch (YamlException problem)
        {
            // The library puts the place before the reason; ours stands in front of the message already.
            var message = (problem.InnerException ?? problem).Message;
            var colon = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
            Add(problem.Start, "", "not valid YAML: " + (colon < 0 ? message : message[(colon + 3)..]));
        }
        catch (Exception problem) when (problem is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The library lets these out for some broken files, without a place.
            Add(_parser.Current?.End ?? Mark.Empty, "", "not valid YAML near here: a bracket, a brace or a quote is not closed");
        }

        return false;
    }

    private void Node(string key, int depth)
    {
        _ = _parser.Accept<ParsingEvent>(out var next);
        Refuse(next!, key);
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            Value(key, scalar);
        }
        else if (next is SequenceStart)
        {
            throw new RefusedException(next.Start, key, "no setting is a list");
        }
        else if (depth == MaxDepth)
        {
            throw new RefusedException(next!.Start, key, $"sections nest at most {MaxDepth} deep");
        }
        else
        {
            Map(key, depth);
        }
    }

    private void Map(string section, int depth)
    {
        _ = _parser.Consume<MappingStart>();
        var lines = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            _ = _parser.Accept<ParsingEvent>(out var next);
            Refuse(next!, section);
            if (!_parser.TryConsume<Scalar>(out var name))
            {
                throw new RefusedException(next!.Start, section, "a key is a text, not a map or a list");
            }

            var key = section.Length == 0 ? name.Value : $"{section}:{name.Value}";
            if (!lines.TryAdd(name.Value, name.Start.Line))
            {
                throw new RefusedException(name.Start, key, string.Create(CultureInfo.InvariantCulture, $"stands twice, first in line {lines[name.Value]}"));
            }

            Node(key, depth + 1);
        }
    }

    private void Value(string key, Scalar scalar)
    {
        if (key.Length > 0)
        {
            var isNothing = scalar.Style == ScalarStyle.Plain && scalar.Value is "~" or "null";
            _found.Add(new GivenSetting(key, isNothing ? "" : scalar.Value, Place(scalar.Start)));
        }
        else if (scalar.Value.Length > 0)
        {
            throw new RefusedException(scalar.Start, "", "settings are a map, such as Bus: { RabbitMq: { Partitions: 16 } }");
        }
    }

    private static void Refuse(ParsingEvent next, string key)
    {
        if (next is AnchorAlias || next is NodeEvent { Anchor.IsEmpty: false })
        {
            throw new RefusedException(next.Start, key, "anchors and aliases are not allowed; write the value where it is needed");
        }

        if (next is NodeEvent { Tag.IsEmpty: false })
        {
            throw new RefusedException(next.Start, key, "tags are not allowed; write the plain value");
        }
    }

    private string Place(Mark mark) => string.Create(CultureInfo.InvariantCulture, $"{_file}:{Math.Max(1, mark.Line)}:{Math.Max(1, mark.Column)}");

    private void Add(Mark mark, string key, string text) => _problems.Add(new SettingProblem(Place(mark), key, text));

    private sealed class RefusedException(Mark mark, string key, string message) : Exception(message)
    {
        public Mark Mark { get; } = mark;

        public string Key { get; } = key;
    }
}
