{{/* Where a service sends spans; nowhere if nothing is said. */}}
{{- define "recto.tracing.env" -}}
{{- with .Values.tracing }}
{{- if .endpoint }}
- {name: RECTO_TRACING__ENDPOINT, value: {{ .endpoint | quote }}}
- {name: RECTO_TRACING__SHARE, value: {{ .share | quote }}}
{{- end }}
{{- end }}
{{- end }}

{{/* The port of the collector. */}}
{{- define "recto.tracing.port" -}}
{{- $url := urlParse .Values.tracing.endpoint -}}
{{- $parts := splitList ":" $url.host -}}
{{ gt (len $parts) 1 | ternary (last $parts) (eq $url.scheme "https" | ternary "443" "80") }}
{{- end }}
