using Diagnoser.Engine.Rules;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using NodeMark = Diagnoser.Engine.Rules.Mark;

namespace Diagnoser.Server.Runbooks;

/// <summary>
/// Reads a YAML file into a tree with places. Anchors, aliases, tags, merge keys and, in a rule's file, further documents are refused:
/// a runbook needs none of them, and they are how a small file becomes a large one.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 20;

    private readonly string _file;
    private readonly Parser _parser;
    private readonly List<LintFinding> _findings = [];

    private YamlTree(string file, string text)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>A file of one document.</summary>
    public static YamlReading Read(ReadOnlySpan<byte> bytes, string file) => Read(bytes, file, tree => tree.Document());

    /// <summary>A file of any number of documents: a list of them. A document that is a list stands for its items.</summary>
    public static YamlReading ReadAll(ReadOnlySpan<byte> bytes, string file) => Read(bytes, file, tree => tree.Documents());

    private static YamlReading Read(ReadOnlySpan<byte> bytes, string file, Func<YamlTree, RuleNode?> read)
    {
        if (YamlText.Decode(bytes, file, out var refused) is not { } text)
        {
            return new YamlReading(null, [refused!]);
        }

        var tree = new YamlTree(file, text);
        var root = tree.Guarded(() => read(tree));
        return new YamlReading(tree._findings.Count > 0 ? null : root, tree._findings);
    }

    private RuleNode Document()
    {
        const string empty = "the file is empty; a runbook begins with rule: and title:";
        _ = _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            throw new RefusedException(YamlDotNet.Core.Mark.Empty, empty);
        }

        var root = NextDocument();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            throw new RefusedException(second.Start, "a file holds one rule; a second document begins here");
        }

        return IsEmpty(root) ? throw new RefusedException(YamlDotNet.Core.Mark.Empty, empty) : root;
    }

    private ListNode Documents()
    {
        var items = new List<RuleNode>();
        _ = _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            var root = NextDocument();
            items.AddRange(root is ListNode list ? list.Items : IsEmpty(root) ? [] : [root]);
        }

        return items.Count == 0
            ? throw new RefusedException(YamlDotNet.Core.Mark.Empty, "the file is empty; an override begins with override: and the id of a rule")
            : new ListNode(new NodeMark(1, 1), items);
    }

    private RuleNode NextDocument()
    {
        _ = _parser.Consume<DocumentStart>();
        var root = Node(0);
        _ = _parser.Consume<DocumentEnd>();
        return root;
    }

    private static bool IsEmpty(RuleNode root) => root is ScalarNode { Text: "", Quoted: false };

    private RuleNode? Guarded(Func<RuleNode?> read)
    {
        try
        {
            return read();
        }
        catch (RefusedException e)
        {
            Add(e.Mark, e.Message);
        }
        catch (YamlException e)
        {
            Add(e.Start, $"not valid YAML: {Reason(e)}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The library lets these out for some broken files, without a place.
            Add(_parser.Current?.End ?? YamlDotNet.Core.Mark.Empty, "not valid YAML near here: a bracket, a brace or a quote is not closed");
        }

        return null;
    }

    private RuleNode Node(int depth)
    {
        _ = _parser.Accept<ParsingEvent>(out var next);
        if (next is AnchorAlias alias)
        {
            throw new RefusedException(alias.Start, $"aliases (*{Cut(alias.Value.Value)}) are not allowed; write the value out");
        }

        if (depth > MaxDepth)
        {
            throw new RefusedException(next!.Start, $"maps and lists nest at most {MaxDepth} deep");
        }

        if (next is NodeEvent node)
        {
            Refuse(node);
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return ScalarOf(scalar);
        }

        if (_parser.TryConsume<SequenceStart>(out var list))
        {
            var items = new List<RuleNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node(depth + 1));
            }

            return new ListNode(Of(list.Start), items);
        }

        return Map(_parser.Consume<MappingStart>(), depth);
    }

    private MapNode Map(MappingStart start, int depth)
    {
        var entries = new List<KeyValuePair<ScalarNode, RuleNode>>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (Node(depth + 1) is not ScalarNode key)
            {
                throw new RefusedException(start.Start, "a key of a map is a text, not a map or a list");
            }

            if (key is { Text: "<<", Quoted: false })
            {
                Add(key.Mark, "merge keys (<<) are not allowed; write the keys out", key.Text);
            }

            if (!lines.TryAdd(key.Text, key.Mark.Line))
            {
                Add(key.Mark, $"the key '{Cut(key.Text)}' stands twice in one map, first in line {lines[key.Text]}", key.Text);
            }

            entries.Add(new(key, Node(depth + 1)));
        }

        return new MapNode(Of(start.Start), entries);
    }

    private static void Refuse(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            throw new RefusedException(node.Start, $"anchors (&{Cut(node.Anchor.Value)}) are not allowed; write the value where it is needed");
        }

        if (!node.Tag.IsEmpty)
        {
            throw new RefusedException(node.Start, $"tags ({(node.Tag.IsNonSpecific ? "!" : Cut(node.Tag.Value))}) are not allowed; types come from the event catalogue");
        }
    }

    private static ScalarNode ScalarOf(Scalar scalar)
    {
        var isQuoted = scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted;
        var quotes = isQuoted ? 1 : 0;
        var isAsWritten = (isQuoted || scalar.Style == ScalarStyle.Plain)
            && scalar.Start.Line == scalar.End.Line && scalar.End.Column - scalar.Start.Column == scalar.Value.Length + (2 * quotes);
        var mark = Of(scalar.Start);
        return new(mark, scalar.Value, scalar.Style != ScalarStyle.Plain) { TextColumn = isAsWritten ? mark.Column + quotes : null };
    }

    private static NodeMark Of(YamlDotNet.Core.Mark mark) => new((int)mark.Line, (int)mark.Column);

    private static string Cut(string text) => Engine.Rules.Templates.VisibleText.Of(text, 60);

    // The library puts the place before the reason; ours stands in front of the message already.
    private static string Reason(YamlException e)
    {
        var message = (e.InnerException ?? e).Message;
        var colon = message.StartsWith('(') ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
        return Engine.Rules.Templates.VisibleText.Of(colon < 0 ? message : message[(colon + 3)..], 300);
    }

    private void Add(YamlDotNet.Core.Mark mark, string message) => Add(Of(mark), message, "");

    private void Add(NodeMark mark, string message, string key) =>
        _findings.Add(YamlText.Finding(_file, Math.Max(1, mark.Line), Math.Max(1, mark.Column), message, key));

    private sealed class RefusedException(YamlDotNet.Core.Mark mark, string message) : Exception(message)
    {
        public YamlDotNet.Core.Mark Mark { get; } = mark;
    }
}
