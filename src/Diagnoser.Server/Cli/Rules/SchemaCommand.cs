using Diagnoser.Engine.Rules.Schemas;

namespace Diagnoser.Server.Cli.Rules;

/// <summary><c>rules schema</c>.</summary>
internal static class SchemaCommand
{
    public static DocumentedCommand Create(Surroundings surroundings)
    {
        var command = new DocumentedCommand(
            "schema",
            "Prints the JSON Schema of rules and overrides, for editors: # yaml-language-server: $schema=../rule.schema.json",
            new Example("diagnoser rules schema > runbooks/rule.schema.json", "completion and tooltips in VS Code, Neovim and JetBrains"));
        command.SetAction(_ =>
        {
            surroundings.Out.Write(RuleSchema.Text());
            return ExitCodes.Done;
        });
        return command;
    }
}
