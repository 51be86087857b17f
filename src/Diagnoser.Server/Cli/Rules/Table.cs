namespace Diagnoser.Server.Cli.Rules;

/// <summary>Rows in columns.</summary>
internal static class Table
{
    /// <summary>One line a row; all rows have as many cells as the first.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return [.. rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd())];
    }
}
