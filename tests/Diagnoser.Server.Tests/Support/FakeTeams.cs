using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Diagnoser.Server.Tests.Support;

/// <summary>
/// The webhook of a Teams workflow. It checks each card against the elements of Adaptive Cards 1.4 and against the size that Teams takes
/// of what it makes of a card. Links with <see cref="FakeVendor"/> into other test projects.
/// </summary>
internal sealed class FakeTeams : FakeVendor
{
    public const string Signature = "plantedSignatureOfTheWorkflow0123456789";
    public const string WebhookPath = "/workflows/0a1b2c3d4e5f60718293/triggers/manual/paths/invoke?api-version=2016-06-01&sig=" + Signature;

    private const int RequestLimit = 20 * 1024;
    private const int ExpandedLimit = 28_672;

    // A request of 24,453 bytes became 28,897 in a case that was published.
    private const double Expansion = 28_897.0 / 24_453.0;

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["AdaptiveCard"] = ["$schema", "type", "version", "msteams", "fallbackText", "body", "actions"],
        ["Container"] = ["type", "style", "spacing", "items"],
        ["RichTextBlock"] = ["type", "spacing", "inlines"],
        ["TextRun"] = ["type", "text", "weight", "size", "fontType", "isSubtle", "strikethrough"],
        ["Action.OpenUrl"] = ["type", "title", "url"],
    };

    private readonly Lock _lock = new();
    private readonly List<JsonElement> _cards = [];

    public string Webhook => Address + WebhookPath;

    /// <summary>The cards that were taken.</summary>
    public IReadOnlyList<JsonElement> Cards
    {
        get
        {
            lock (_lock)
            {
                return [.. _cards];
            }
        }
    }

    public static async Task<FakeTeams> StartAsync(int port = 0)
    {
        var teams = new FakeTeams();
        await teams.ListenAsync(port);
        return teams;
    }

    protected override Trouble.Answer Take(Received request, Action<string> violation)
    {
        if (request.Path != WebhookPath)
        {
            return new Trouble.Answer(401, """{"error":{"code":"DirectApiAuthorizationRequired","message":"The request must be authenticated."}}""");
        }

        if (!request.ContentType.StartsWith("application/json", StringComparison.Ordinal))
        {
            violation($"content type {request.ContentType}");
        }

        JsonElement message;
        try
        {
            message = JsonSerializer.Deserialize<JsonElement>(request.Body);
        }
        catch (JsonException exception)
        {
            violation(exception.Message);
            return new Trouble.Answer(400, "InvalidJson");
        }

        var faults = Faults(message, Encoding.UTF8.GetByteCount(request.Body)).ToList();
        faults.ForEach(violation);
        if (faults.Count > 0)
        {
            return new Trouble.Answer(400, "InvalidCard");
        }

        lock (_lock)
        {
            _cards.Add(message.GetProperty("attachments")[0].GetProperty("content"));
        }

        return new Trouble.Answer(202);
    }

    /// <summary>What Teams would not take of this message.</summary>
    public static IEnumerable<string> Faults(JsonElement message, int size)
    {
        if (size > RequestLimit || size * Expansion > ExpandedLimit)
        {
            yield return $"a request of {size} bytes";
        }

        if (Text(message, "type") != "message" || !message.TryGetProperty("attachments", out var attachments) || attachments.GetArrayLength() != 1)
        {
            yield return "not a message with one attachment";
            yield break;
        }

        var attachment = attachments[0];
        if (Text(attachment, "contentType") != "application/vnd.microsoft.card.adaptive")
        {
            yield return "not an Adaptive Card";
        }

        var card = attachment.GetProperty("content");
        if (Text(card, "type") != "AdaptiveCard" || Text(card, "version") != "1.4" || Text(card, "fallbackText") is not { Length: > 0 } || card.GetProperty("body").GetArrayLength() == 0)
        {
            yield return "not a card of version 1.4 with a body and a text to fall back to";
        }

        foreach (var fault in ElementFaults(card))
        {
            yield return fault;
        }
    }

    /// <summary>The text of a card, a line for each block.</summary>
    public static string Read(JsonElement element)
    {
        if (Text(element, "type") == "RichTextBlock")
        {
            return string.Concat(element.GetProperty("inlines").EnumerateArray().Select(r => r.GetProperty("text").GetString())) + "\n";
        }

        return string.Concat(Children(element).Where(c => Text(c, "type") != "Action.OpenUrl").Select(Read));
    }

    private static IEnumerable<string> ElementFaults(JsonElement element)
    {
        var type = Text(element, "type") ?? "";
        if (!Allowed.TryGetValue(type, out var allowed))
        {
            yield return $"element of type {type}";
            yield break;
        }

        foreach (var property in element.EnumerateObject().Where(p => !allowed.Contains(p.Name)))
        {
            yield return $"{type} with {property.Name}";
        }

        if (type == "TextRun" && Text(element, "text") is not { Length: > 0 })
        {
            yield return "a run without text";
        }

        if (type == "RichTextBlock" && element.GetProperty("inlines").GetArrayLength() == 0)
        {
            yield return "a block without runs";
        }

        if (type == "TextRun" && element.GetProperty("text").GetString() is { } text)
        {
            if (text.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format))
            {
                yield return "a character that nobody sees";
            }

            if (text.Contains("{{DATE(", StringComparison.Ordinal) || text.Contains("{{TIME(", StringComparison.Ordinal))
            {
                yield return "a function of cards";
            }
        }

        if (type == "Action.OpenUrl" && !Uri.TryCreate(Text(element, "url"), UriKind.Absolute, out _))
        {
            yield return "a button that leads nowhere";
        }

        foreach (var fault in Children(element).SelectMany(ElementFaults))
        {
            yield return fault;
        }
    }

    private static IEnumerable<JsonElement> Children(JsonElement element) =>
        ((string[])["body", "items", "inlines", "actions"]).SelectMany(name => element.TryGetProperty(name, out var list) ? list.EnumerateArray().ToArray() : []);

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString() : null;
}
