{{/* What every name begins with. */}}
{{- define "recto.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}{{ printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{/* The name of a part of Recto. (list root "scoring") */}}
{{- define "recto.name" -}}
{{ include "recto.fullname" (index . 0) }}-{{ index . 1 }}
{{- end }}

{{/* What tells all pods of this release. */}}
{{- define "recto.releaseSelector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* What tells the pods of one part; never changes between versions. (list root "scoring") */}}
{{- define "recto.selector" -}}
{{ include "recto.releaseSelector" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* All labels of an object of one part. (list root "scoring") */}}
{{- define "recto.labels" -}}
{{- $root := index . 0 -}}
{{ include "recto.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: recto
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The metadata that objects of a part have. (list root "scoring") */}}
{{- define "recto.metadata" -}}
name: {{ include "recto.name" . }}
namespace: {{ (index . 0).Release.Namespace }}
labels:
  {{- include "recto.labels" . | nindent 2 }}
{{- end }}

{{/* An image. (list root image) */}}
{{- define "recto.image" -}}
{{- $root := index . 0 -}}{{- $image := index . 1 -}}
{{- with $root.Values.image.registry }}{{ trimSuffix "/" . }}/{{ end -}}
{{ $image.name }}
{{- if $image.digest }}@{{ $image.digest }}
{{- else }}:{{ coalesce $image.tag $root.Values.image.tag $root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* The values of a service. (list root "labeling-gateway") */}}
{{- define "recto.values" -}}
{{ index (index . 0).Values (index . 1 | replace "labeling-gateway" "gateway") | toYaml }}
{{- end }}

{{/* The five services, by the names that the table of topics has for them. */}}
{{- define "recto.services" -}}
["ingestion", "inference", "scoring", "labeling-gateway", "trainer"]
{{- end }}
