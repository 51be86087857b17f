using Diagnoser.Contracts;

namespace Diagnoser.Server.Cli.Output;

/// <summary>Colours and signs of a terminal; plain text where there is none.</summary>
/// <param name="Colour">Whether escape sequences may be written.</param>
/// <param name="Unicode">Whether the reader understands UTF-8.</param>
internal sealed record Paint(bool Colour, bool Unicode)
{
    /// <summary>Separates parts of a line.</summary>
    public string Dot => Unicode ? "·" : "-";

    public string Dim(string text) => Styled("2", text);

    public string Bold(string text) => Styled("1", text);

    public string Good(string text) => Styled("32", text);

    public string Bad(string text) => Styled("31", text);

    public string Of(Severity severity, string text) => severity switch
    {
        Severity.Critical => Styled("1;31", text),
        Severity.Warning => Styled("1;33", text),
        _ => Styled("1;36", text),
    };

    private string Styled(string code, string text) => Colour ? $"\e[{code}m{text}\e[0m" : text;
}
