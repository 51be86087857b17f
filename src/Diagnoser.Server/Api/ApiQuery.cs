using System.Globalization;
using Diagnoser.Server.Timelines;
using Microsoft.AspNetCore.Http;

namespace Diagnoser.Server.Api;

/// <summary>A parameter in the query of a request.</summary>
/// <param name="Name">As it is written.</param>
/// <param name="Description">What it does, in a line.</param>
internal sealed record ApiParameter(string Name, string Description)
{
    /// <summary>The only values; null allows all.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Largest whole number; null if it is none.</summary>
    public int? Most { get; init; }
}

/// <summary>The parameters that an endpoint knows; part of its description.</summary>
internal sealed record ApiParameters(params IReadOnlyList<ApiParameter> All);

/// <summary>The query of a request, read strictly: what is not known or not right is told, never ignored.</summary>
internal sealed class ApiQuery
{
    private const int LongestText = 256;
    private const int LongestEcho = 64;

    private readonly IQueryCollection _query;

    /// <exception cref="RequestRefusedException">There is a parameter that is not known.</exception>
    public ApiQuery(HttpRequest request, ApiParameters known)
    {
        _query = request.Query;
        var names = known.All.Select(p => p.Name).ToList();
        if (_query.Keys.FirstOrDefault(key => !names.Contains(key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new RequestRefusedException(
                Refusal.Wrong,
                $"there is no parameter '{Echo(unknown)}' here; {(names.Count == 0 ? "none is allowed" : $"allowed: {string.Join(", ", names)}")}",
                Echo(unknown));
        }
    }

    public string? Text(ApiParameter parameter) => _query[parameter.Name] switch
    {
        [] => null,
        [{ Length: > 0 and <= LongestText } one] when parameter.Allowed?.Contains(one) != false => one,
        [{ } one] when parameter.Allowed is { } allowed => throw Wrong(parameter, $"'{Echo(one)}' is not one of {string.Join(", ", allowed)}"),
        [_] => throw Wrong(parameter, string.Create(CultureInfo.InvariantCulture, $"write 1 to {LongestText} characters, or leave it out")),
        _ => throw Wrong(parameter, "give it once"),
    };

    /// <summary>A point in time.</summary>
    public DateTimeOffset? Time(ApiParameter parameter, DateTimeOffset now) =>
        Text(parameter) is not { } text ? null
        : TimeText.TryParse(text, now, out var time) ? time
        : throw Wrong(parameter, $"'{Echo(text)}' is not a time: {TimeText.Allowed}; a + in a query is written %2B");

    /// <summary>A whole number from 1 to its most.</summary>
    public int Number(ApiParameter parameter, int otherwise) =>
        Text(parameter) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= parameter.Most ? number
        : throw Wrong(parameter, string.Create(CultureInfo.InvariantCulture, $"'{Echo(text)}' is not a whole number from 1 to {parameter.Most}"));

    private static RequestRefusedException Wrong(ApiParameter parameter, string message) => RequestRefusedException.Wrong(parameter.Name, message);

    private static string Echo(string text) => text.Length <= LongestEcho ? text : text[..LongestEcho] + "…";
}
