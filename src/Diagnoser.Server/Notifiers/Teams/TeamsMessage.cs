using System.Text.Json;
using System.Text.Json.Serialization;

namespace Diagnoser.Server.Notifiers.Teams;

/// <summary>A message as the "webhook request received" trigger of Workflows takes it: one Adaptive Card.</summary>
internal sealed record TeamsMessage(IReadOnlyList<TeamsAttachment> Attachments)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "message";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, TeamsJson.Default.TeamsMessage);
}

/// <summary>The envelope of a card.</summary>
internal sealed record TeamsAttachment(AdaptiveCard Content)
{
    [JsonPropertyOrder(-1)]
    public string ContentType { get; } = "application/vnd.microsoft.card.adaptive";

    /// <summary>Always null; Microsoft's examples have it, and a workflow may read it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public Uri? ContentUrl { get; }
}

/// <summary>An Adaptive Card 1.4.</summary>
/// <param name="FallbackText">What stands where the card cannot be shown.</param>
/// <param name="Body">What it shows.</param>
internal sealed record AdaptiveCard(string FallbackText, IReadOnlyList<CardElement> Body)
{
    [JsonPropertyName("$schema")]
    [JsonPropertyOrder(-3)]
    public string Schema { get; } = "http://adaptivecards.io/schemas/adaptive-card.json";

    [JsonPropertyOrder(-2)]
    public string Type { get; } = "AdaptiveCard";

    [JsonPropertyOrder(-1)]
    public string Version { get; } = "1.4";

    public CardWidth Msteams { get; } = new("full");

    public IReadOnlyList<OpenUrl>? Actions { get; init; }
}

/// <summary>How wide Teams draws a card.</summary>
internal sealed record CardWidth(string Width);

/// <summary>A button that opens a page.</summary>
internal sealed record OpenUrl(string Title, Uri Url)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "Action.OpenUrl";
}

/// <summary>A container, or a line of text runs. There is no TextBlock: it reads Markdown, and what containers write must not be read so.</summary>
internal sealed record CardElement(string Type)
{
    public string? Style { get; init; }

    public string? Spacing { get; init; }

    public IReadOnlyList<CardElement>? Items { get; init; }

    public IReadOnlyList<TextRun>? Inlines { get; init; }

    public static CardElement Container(string style, IReadOnlyList<CardElement> items) => new("Container") { Style = style, Items = items };

    public static CardElement Line(params IReadOnlyList<TextRun> runs) => new("RichTextBlock") { Inlines = runs };
}

/// <summary>Text that is shown as it is, in one style.</summary>
internal sealed record TextRun(string Text)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "TextRun";

    public string? Weight { get; init; }

    public string? Size { get; init; }

    public string? FontType { get; init; }

    public bool? IsSubtle { get; init; }

    public bool? Strikethrough { get; init; }
}

/// <summary>JSON of Teams.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TeamsMessage))]
internal sealed partial class TeamsJson : JsonSerializerContext;
