using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diagnoser.Server.Notifiers.Slack;

/// <summary>A message as Slack's API takes it.</summary>
/// <param name="Text">What a phone shows, and what stands where blocks cannot be shown.</param>
/// <param name="Blocks">What the channel shows; an empty list takes the blocks out of a message that had some.</param>
internal sealed record SlackMessage(string Text, IReadOnlyList<SlackBlock> Blocks)
{
    /// <summary>Of chat.postMessage and chat.update: the channel.</summary>
    public string? Channel { get; init; }

    /// <summary>Of chat.update: the message to change.</summary>
    public string? Ts { get; init; }

    /// <summary>Of a reply: the message that it answers.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>Of a reply: whether the channel sees it too.</summary>
    public bool? ReplyBroadcast { get; init; }

    /// <summary>Names are not links; chat.update would make them so by itself.</summary>
    public string? Parse { get; init; } = "none";

    public bool? LinkNames { get; init; } = false;

    /// <summary>Addresses in evidence are not opened by Slack; not an argument of chat.update.</summary>
    public bool? UnfurlLinks { get; init; } = false;

    public bool? UnfurlMedia { get; init; } = false;

    /// <summary>The same without blocks, for a Slack that does not like them: what is said matters more than how it looks.</summary>
    public SlackMessage Plain() => this with { Text = Blocks is [.., { Elements: [var foot] }] ? $"{Text}\n{foot.Text}" : Text, Blocks = [] };

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, SlackJson.Default.SlackMessage);
}

/// <summary>A block of a message: a section with text or fields, or a context line.</summary>
internal sealed record SlackBlock(string Type)
{
    public SlackTextObject? Text { get; init; }

    public IReadOnlyList<SlackTextObject>? Fields { get; init; }

    public IReadOnlyList<SlackTextObject>? Elements { get; init; }

    public static SlackBlock Section(string markup) => new("section") { Text = new SlackTextObject(markup) };

    public static SlackBlock Table(IReadOnlyList<string> markup) => new("section") { Fields = [.. markup.Select(m => new SlackTextObject(m))] };

    public static SlackBlock Context(string markup) => new("context") { Elements = [new SlackTextObject(markup)] };
}

/// <summary>Text of a block, in Slack's markup; verbatim, so that nothing in it becomes a link or a mention by itself.</summary>
internal sealed record SlackTextObject(string Text)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "mrkdwn";

    public bool Verbatim { get; } = true;
}

/// <summary>What Slack's API says.</summary>
internal sealed record SlackResponse(bool Ok, string? Error, string? Channel, string? Ts);

/// <summary>JSON of Slack.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlackMessage))]
[JsonSerializable(typeof(SlackResponse))]
internal sealed partial class SlackJson : JsonSerializerContext;
