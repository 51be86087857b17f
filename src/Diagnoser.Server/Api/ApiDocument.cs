using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Diagnoser.Server.Api;

/// <summary>The description of the API that <c>/openapi/v1.json</c> gives.</summary>
internal static class ApiDocument
{
    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        _ = options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Diagnoser",
                Version = "v1",
                Description = "Why containers die, on all hosts. All times are UTC. Texts may hold what containers wrote: escape them for where they go.",
            };

            // A document is read from anywhere; where this one was fetched is where the API is.
            document.Servers = [];
            return Task.CompletedTask;
        });
        _ = options.AddOperationTransformer((operation, context, _) =>
        {
            var parameters = context.Description.ActionDescriptor.EndpointMetadata.OfType<ApiParameters>().SelectMany(p => p.All);
            operation.Parameters ??= [];
            foreach (var parameter in parameters)
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = parameter.Name,
                    In = ParameterLocation.Query,
                    Description = parameter.Description,
                    Schema = Schema(parameter),
                });
            }

            return Task.CompletedTask;
        });
    });

    /// <summary>Names and describes an operation.</summary>
    public static RouteHandlerBuilder Described(this RouteHandlerBuilder builder, string name, string summary, ApiParameters parameters) =>
        builder.WithName(name).WithSummary(summary).WithMetadata(parameters);

    /// <summary>Says what comes back, and which errors beside those that any request may meet.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder builder, params IReadOnlyList<int> errors)
    {
        _ = builder.Produces<T>(StatusCodes.Status200OK, "application/json");
        foreach (var error in errors.Prepend(StatusCodes.Status400BadRequest).Append(StatusCodes.Status503ServiceUnavailable))
        {
            _ = builder.Produces<ProblemDetails>(error, ApiGate.ProblemType);
        }

        return builder;
    }

    /// <summary>Says what a request must bring.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder builder)
        where T : class =>
        builder.Accepts<T>("application/json")
            .Produces<ProblemDetails>(StatusCodes.Status403Forbidden, ApiGate.ProblemType)
            .Produces<ProblemDetails>(StatusCodes.Status415UnsupportedMediaType, ApiGate.ProblemType);

    private static OpenApiSchema Schema(ApiParameter parameter) => parameter switch
    {
        { Most: { } most } => new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = most.ToString(CultureInfo.InvariantCulture) },
        { Allowed: { } allowed } => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. allowed] },
        _ => new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
