{{/* Where inference finds its reader; in its own process if nowhere. */}}
{{- define "recto.reader.url" -}}
{{- if eq .Values.reader.mode "url" }}{{ .Values.reader.url }}
{{- else if eq .Values.reader.mode "kserve" }}http://{{ include "recto.name" (list . "reader") }}-predictor.{{ .Release.Namespace }}.svc
{{- end }}
{{- end }}

{{- define "recto.reader.env" -}}
{{- with include "recto.reader.url" . }}
- {name: RECTO_READER_URL, value: {{ . | quote }}}
{{- end }}
{{- end }}

{{/* Whether KServe runs it on Knative, with a proxy beside it. */}}
{{- define "recto.reader.isKnative" -}}
{{- if has .Values.reader.kserve.deploymentMode (list "Knative" "Serverless") }}yes{{ end -}}
{{- end }}

{{/* Whose pods answer /metrics on a port named http: the services, and the reader where no proxy stands before it. */}}
{{- define "recto.measured" -}}
{{- $measured := include "recto.services" . | fromJsonArray -}}
{{- if and (eq .Values.reader.mode "kserve") (not (include "recto.reader.isKnative" .)) -}}
{{- $measured = append $measured "reader" -}}
{{- end -}}
{{ toJson $measured }}
{{- end }}
